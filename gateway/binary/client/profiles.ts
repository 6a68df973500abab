import { Packet, type ProfileChanges, type ProfileRow, Request } from '../protocol.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/** What the application is told about people. */
export interface ProfileListener {
  /** What this user or a friend of his says of himself now. Of `fields` those that have changed, '' for what is gone. */
  onProfile?(profile: ProfileRow): void;
}

/** What people say of themselves; each use case rejects with `RequestRefused` and the public code. */
export class Profiles {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** At most 100 users, in the order asked for; null for who does not exist. */
  get(users: readonly string[]): Promise<readonly (ProfileRow | null)[]> {
    return this.#ask(Request.profiles, users);
  }

  /** This user's own. */
  async change(changes: ProfileChanges): Promise<void> {
    await this.#ask(Request.changeProfile, changes);
  }
}

/** One row per kind of push (protocol.ts). */
export const tellProfile = {
  [Packet.profile]: (row: readonly unknown[], listener: ProfileListener): void => {
    const [user, { nick, faceUrl, fields }] = row as [string, Omit<ProfileRow, 'user'>];
    listener.onProfile?.({ user, nick, faceUrl, fields });
  },
} as const;
