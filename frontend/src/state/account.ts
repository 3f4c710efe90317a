/** One's own account, as the page behind the user menu shows it. */
import { createStore } from "zustand/vanilla";
import {
  endOtherSignIns,
  endSignIn,
  fetchAccount,
  fetchSignIns,
  fetchTokens,
  makeToken,
  revokeToken,
} from "../api/account";
import type { AccessToken, Account, SignIn, TokenWish } from "../contract/account";
import { joinFirst, joinNext, type Paged, putEntry } from "../model/loop/paged";
import { toast, toastError } from "./toastStore";

interface AccountState {
  readonly account: Account | null;
  readonly signIns: Paged<SignIn> | null;
  readonly tokens: Paged<AccessToken> | null;
  readonly error: string | null;
}

const NOTHING: AccountState = { account: null, signIns: null, tokens: null, error: null };
export const accountStore = createStore<AccountState>(() => NOTHING);

export async function loadAccount(): Promise<void> {
  try {
    const [account] = await Promise.all([fetchAccount(), loadSignIns(), loadTokens()]);
    accountStore.setState({ account, error: null });
  } catch (error) {
    accountStore.setState({ error: error instanceof Error ? error.message : "The account cannot be read." });
  }
}

async function loadSignIns(): Promise<void> {
  const page = await fetchSignIns(null);
  accountStore.setState({ signIns: { items: page.sessions, next: page.next } });
}

async function loadTokens(): Promise<void> {
  const page = await fetchTokens(null);
  accountStore.setState(({ tokens }) => ({
    tokens: joinFirst(tokens, { items: page.tokens, next: page.next }),
  }));
}

export async function loadMoreSignIns(): Promise<void> {
  const { signIns } = accountStore.getState();
  if (!signIns?.next) return;
  try {
    const page = await fetchSignIns(signIns.next);
    accountStore.setState({ signIns: joinNext(signIns, { items: page.sessions, next: page.next }) });
  } catch (error) {
    toastError(error);
  }
}

export async function loadMoreTokens(): Promise<void> {
  const { tokens } = accountStore.getState();
  if (!tokens?.next) return;
  try {
    const page = await fetchTokens(tokens.next);
    accountStore.setState({ tokens: joinNext(tokens, { items: page.tokens, next: page.next }) });
  } catch (error) {
    toastError(error);
  }
}

/** End one session, or all but this one. */
export async function endSessions(id: string | null): Promise<void> {
  try {
    await (id === null ? endOtherSignIns() : endSignIn(id));
    toast(id === null ? "All other sessions have ended." : "The session has ended.", "good");
    await loadSignIns();
  } catch (error) {
    toastError(error);
  }
}

/** Make a token and return its secret, which is shown once.
 *
 * @throws ApiError when the portal refuses.
 */
export async function addToken(wish: TokenWish): Promise<string> {
  const made = await makeToken(wish);
  accountStore.setState(({ tokens }) => ({ tokens: putEntry(tokens, made.entry) }));
  return made.token;
}

export async function dropToken(id: string): Promise<void> {
  try {
    await revokeToken(id);
    accountStore.setState(({ tokens }) => ({
      tokens: tokens && { ...tokens, items: tokens.items.filter((token) => token.id !== id) },
    }));
    toast("The token is revoked: what uses it is turned away from now on.", "good");
  } catch (error) {
    toastError(error);
  }
}

/** Read again what a change of the password or of the second factor changed. */
export async function refreshAccount(): Promise<void> {
  await loadAccount();
}
