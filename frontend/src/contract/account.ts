/** One's own account: where one is signed in, which programs may act in one's name, the second factor. */

export type Scope = "read" | "label" | "review" | "manage";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly joined_at: string;
  /** Without one the person signs in through a provider. */
  readonly has_password: boolean;
  readonly two_factor: boolean;
  readonly recovery_codes_left: number;
}

export interface SignIn {
  readonly id: string;
  readonly address: string;
  readonly browser: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly current: boolean;
}

export interface SignInPage {
  readonly sessions: readonly SignIn[];
  readonly next: string | null;
}

export interface AccessToken {
  readonly id: string;
  readonly name: string;
  /** Null is everything that the person may do. */
  readonly scopes: readonly Scope[] | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly used_at: string | null;
}

export interface TokenPage {
  readonly tokens: readonly AccessToken[];
  readonly next: string | null;
}

export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly Scope[] | null;
  readonly expires_in_days: number | null;
}

/** The secret is shown this once. */
export interface TokenMade {
  readonly token: string;
  readonly entry: AccessToken;
}

/** What a device needs; `qr` is an SVG picture. */
export interface TwoFactorBegun {
  readonly secret: string;
  readonly uri: string;
  readonly qr: string;
}

export interface Recovery {
  readonly recovery_codes: readonly string[];
}
