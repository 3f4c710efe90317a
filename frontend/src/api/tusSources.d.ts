/** The tus client as its authors wrote it: what it is transpiled to for old browsers is a third larger. */
declare module "tus-js-client/lib/browser/index.js" {
  export * from "tus-js-client";
}
