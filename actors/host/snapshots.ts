/** State of an entity at a revision: saves reading its whole stream, and may be thrown away at any time. */
export interface StateSnapshot {
  readonly revision: number;
  /** Plain data, as the decider's `freeze` made it. */
  readonly state: unknown;
}

export interface SnapshotStore {
  /** The newest snapshot made with this fingerprint, undefined without one. */
  load(stream: string, fingerprint: string): Promise<StateSnapshot | undefined>;
  save(stream: string, fingerprint: string, revision: number, state: unknown): Promise<void>;
}

/** Keeps none: entities are always rebuilt from the log. */
export const noSnapshots: SnapshotStore = {
  load: async () => undefined,
  save: async () => {},
};
