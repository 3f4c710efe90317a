/** The asset on the canvas, or the one a person waits for. */
import { createStore } from "zustand/vanilla";
import type { Asset } from "../contract/contract";

export interface OpenAssetState {
  readonly wanted: string | null;
  readonly asset: Asset | null;
  readonly error: string | null;
  readonly projectError: string | null;
}

export const openAssetStore = createStore<OpenAssetState>(() => ({
  wanted: null,
  asset: null,
  error: null,
  projectError: null,
}));
