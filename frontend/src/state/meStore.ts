/** Who is signed in, and whether they must sign in again without losing their place. */
import { createStore } from "zustand/vanilla";
import { ApiError, onUnauthenticated, setCsrfToken } from "../api/http";
import { fetchMe, signIn, signOut } from "../api/portal";
import type { Me, User } from "../contract/contract";

export type SignInState = "unknown" | "in" | "out" | "expired" | "unreachable";

export const meStore = createStore<{ readonly user: User | null; readonly status: SignInState }>(() => ({
  user: null,
  status: "unknown",
}));

function welcome(me: Me): void {
  setCsrfToken(me.csrf_token);
  meStore.setState({ user: me.user, status: "in" });
}

/** Ask the portal who this is; also the call that sets the CSRF cookie. */
export async function loadMe(): Promise<void> {
  try {
    welcome(await fetchMe());
  } catch (error) {
    const signedOut = error instanceof ApiError && (error.status === 401 || error.status === 403);
    meStore.setState({ status: signedOut ? "out" : "unreachable" });
  }
}

/** Sign in, fresh or in place over unfinished work.
 *
 * @throws ApiError `code_needed` when the password fits and a code of the person's device is needed as well.
 */
export async function enter(username: string, password: string, code: string | null): Promise<void> {
  welcome(await signIn(username, password, code));
}

export async function leave(): Promise<void> {
  await signOut();
  setCsrfToken(null);
  meStore.setState({ user: null, status: "out" });
}

/** From now on a 401 anywhere asks the person to sign in again, over the page they are on. */
export function watchSession(): void {
  onUnauthenticated(() => {
    if (meStore.getState().status === "in") meStore.setState({ status: "expired" });
  });
}
