/** The calls about one's own account. */
import type {
  Account,
  Recovery,
  SignInPage,
  TokenMade,
  TokenPage,
  TokenWish,
  TwoFactorBegun,
} from "../contract/account";
import {
  decodeAccount,
  decodeRecovery,
  decodeSignInPage,
  decodeTokenMade,
  decodeTokenPage,
  decodeTwoFactorBegun,
} from "../contract/decodeAccount";
import { ignoreAnswer, request } from "./http";

const enc = encodeURIComponent;
const behind = (after: string | null): string => (after ? `?after=${enc(after)}` : "");

export const fetchAccount = (): Promise<Account> => request("/api/me/account", decodeAccount);

export const changePassword = (old: string, fresh: string): Promise<null> =>
  request("/api/me/password", ignoreAnswer, { method: "POST", json: { old, new: fresh } });

export const fetchSignIns = (after: string | null): Promise<SignInPage> =>
  request(`/api/me/sessions${behind(after)}`, decodeSignInPage);

export const endSignIn = (id: string): Promise<null> =>
  request(`/api/me/sessions/${enc(id)}`, ignoreAnswer, { method: "DELETE" });

export const endOtherSignIns = (): Promise<null> =>
  request("/api/me/sessions", ignoreAnswer, { method: "DELETE" });

export const fetchTokens = (after: string | null): Promise<TokenPage> =>
  request(`/api/me/tokens${behind(after)}`, decodeTokenPage);

export const makeToken = (wish: TokenWish): Promise<TokenMade> =>
  request("/api/me/tokens", decodeTokenMade, { method: "POST", json: wish });

export const revokeToken = (id: string): Promise<null> =>
  request(`/api/me/tokens/${enc(id)}`, ignoreAnswer, { method: "DELETE" });

export const beginTwoFactor = (): Promise<TwoFactorBegun> =>
  request("/api/me/two-factor", decodeTwoFactorBegun, { method: "POST" });

export const confirmTwoFactor = (code: string): Promise<Recovery> =>
  request("/api/me/two-factor/confirm", decodeRecovery, { method: "POST", json: { code } });

export const endTwoFactor = (password: string, code: string): Promise<null> =>
  request("/api/me/two-factor", ignoreAnswer, { method: "DELETE", json: { password, code } });
