/** Decoders of one's own account. */
import type {
  AccessToken,
  Account,
  Recovery,
  Scope,
  SignIn,
  SignInPage,
  TokenMade,
  TokenPage,
  TwoFactorBegun,
} from "./account";
import { DecodeError, type Decoder, Reader } from "./reader";

export const SCOPES = ["read", "label", "review", "manage"] as const satisfies readonly Scope[];

export const decodeAccount: Decoder<Account> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name"),
    email: r.text("email", ""),
    joined_at: r.text("joined_at"),
    has_password: r.flag("has_password"),
    two_factor: r.flag("two_factor"),
    recovery_codes_left: r.number("recovery_codes_left", 0),
  };
};

const decodeSignIn: Decoder<SignIn> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    address: r.text("address", ""),
    browser: r.text("browser", ""),
    created_at: r.text("created_at"),
    seen_at: r.text("seen_at"),
    current: r.flag("current"),
  };
};

export const decodeSignInPage: Decoder<SignInPage> = (value, path) => {
  const r = new Reader(value, path);
  return { sessions: r.sieve("sessions", decodeSignIn), next: r.textOrNull("next") };
};

const decodeText: Decoder<string> = (value, path) => {
  if (typeof value !== "string") throw new DecodeError(path, "text");
  return value;
};

const decodeScope: Decoder<Scope> = (value, path) => {
  const found = SCOPES.find((scope) => scope === value);
  if (!found) throw new DecodeError(path, SCOPES.join(" or "));
  return found;
};

const decodeToken: Decoder<AccessToken> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name", ""),
    scopes: r.has("scopes") ? r.list("scopes", decodeScope) : null,
    created_at: r.text("created_at"),
    expires_at: r.textOrNull("expires_at"),
    used_at: r.textOrNull("used_at"),
  };
};

export const decodeTokenPage: Decoder<TokenPage> = (value, path) => {
  const r = new Reader(value, path);
  return { tokens: r.sieve("tokens", decodeToken), next: r.textOrNull("next") };
};

export const decodeTokenMade: Decoder<TokenMade> = (value, path) => {
  const r = new Reader(value, path);
  return { token: r.text("token"), entry: r.nested("entry", decodeToken) };
};

export const decodeTwoFactorBegun: Decoder<TwoFactorBegun> = (value, path) => {
  const r = new Reader(value, path);
  return { secret: r.text("secret"), uri: r.text("uri"), qr: r.text("qr") };
};

export const decodeRecovery: Decoder<Recovery> = (value, path) => ({
  recovery_codes: new Reader(value, path).list("recovery_codes", decodeText),
});
