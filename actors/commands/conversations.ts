import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { type ConversationId, partiesOf } from '../../events/user/conversations.ts';
import { isGroupId } from '../group/ids.ts';
import { LAST_MARK, MAX_CONVERSATIONS, MAX_CUSTOM_BYTES } from '../user/conversations/limits.ts';
import { userDecider } from '../user/decider.ts';
import { userIdProblem } from '../user/user-id.ts';
import type { ConversationCommands, ConversationResult, Marking } from './conversation-types.ts';
import { type Dependencies, requireActingFor, settingsOf, userStream } from './dependencies.ts';
import { hearingCommands } from './hearing.ts';
import type { MessageCommands } from './message-types.ts';
import { findPeer, isPeerId } from './peers.ts';

/** A user's own list of conversations (product.md §2.19). `clearHistory`: what deleting one with its messages asks for. */
export function conversationCommands(
  dependencies: Dependencies,
  clearHistory: MessageCommands['clearHistory'],
): ConversationCommands {
  const { host, memberships } = dependencies;

  /** The stream of a user whose list the caller may change. @throws Refused 90009, 50001. */
  function listOf(caller: Caller, user: string): string {
    requireActingFor(caller, user);
    if (userIdProblem(user) !== undefined) throw new Refused(50001, 'the account does not exist');
    return userStream(caller.app, user);
  }

  /** Why there is no such conversation for a user; undefined when there may be one. */
  async function problemOf(app: number, user: string, conversation: ConversationId): Promise<Problem | undefined> {
    const { peer, group } = partiesOf(conversation);
    if (group !== undefined) {
      const isIn = isGroupId(group) && (await memberships.isMember(app, group, user));
      return isIn ? undefined : { code: 51007, problem: 'there is no such group, or the user is not in it' };
    }
    return findPeer(dependencies, app, peer) ? undefined : { code: 50001, problem: 'there is no such user' };
  }

  /** Does for those that are there what `run` does; the others say why they are not, each in its place. */
  async function forThose<T extends { readonly conversation: ConversationId }>(
    { app }: Caller,
    user: string,
    items: readonly T[],
    needed: (item: T) => boolean,
    run: (items: readonly T[]) => Promise<readonly ConversationResult[]>,
  ): Promise<readonly ConversationResult[]> {
    const problems = await Promise.all(
      items.map(async (item) => {
        const formal = idProblem(item.conversation);
        return formal ?? (needed(item) ? problemOf(app, user, item.conversation) : undefined);
      }),
    );
    const done = [...(await run(items.filter((_, i) => problems[i] === undefined)))];
    return items.flatMap(({ conversation }, i) => {
      const problem = problems[i];
      const result = problem === undefined ? done.shift() : { conversation, ...problem };
      return result ?? [];
    });
  }

  return {
    ...hearingCommands(dependencies),

    async pinConversations(caller, { user, conversations, pinned }) {
      const stream = listOf(caller, user);
      for (const conversation of conversations) {
        const problem = idProblem(conversation) ?? (pinned && (await problemOf(caller.app, user, conversation)));
        if (problem) throw new Refused(problem.code, problem.problem);
      }
      const pin = () => host.ask(userDecider, stream, 'pin', { conversations, pinned }, caller);
      try {
        await pin();
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 51012 || !(await unpinGone(caller, user, stream)))
          throw error;
        await pin();
      }
    },

    async deleteConversations(caller, { user, conversations, withHistory }) {
      const stream = listOf(caller, user);
      checkCount(conversations);
      return forThose(
        caller,
        user,
        asItems(conversations),
        () => false,
        async (items) => {
          const results = await Promise.all(
            items.map(async ({ conversation }) => {
              const problem = withHistory ? await cleared(caller, user, conversation) : undefined;
              return { conversation, ...(problem ?? DONE) };
            }),
          );
          const gone = results.filter(({ code }) => code === 0).map(({ conversation }) => conversation);
          await host.ask(userDecider, stream, 'deleteConversations', { conversations: gone, withHistory }, caller);
          return results;
        },
      );
    },

    async markConversations(caller, { user, items }) {
      const stream = listOf(caller, user);
      checkCount(items);
      for (const item of items) checkMarking(item);
      const { limits } = await settingsOf(dependencies, caller.app);
      const adds = ({ set, custom = '' }: Marking) => set.length > 0 || custom !== '';
      return forThose(caller, user, items, adds, (good) =>
        host.ask(userDecider, stream, 'mark', { items: good, limits }, caller),
      );
    },

    async createConversationGroup(caller, { user, name, conversations }) {
      const stream = listOf(caller, user);
      const { limits } = await settingsOf(dependencies, caller.app);
      let id = 0;
      const results = await forThose(
        caller,
        user,
        asItems(conversations),
        () => true,
        async (items) => {
          const good = items.map(({ conversation }) => conversation);
          const created = { name, conversations: good, limits };
          const answer = await host.ask(userDecider, stream, 'createConversationGroup', created, caller);
          id = answer.id;
          return answer.results;
        },
      );
      return { id, results };
    },

    async deleteConversationGroups(caller, { user, names }) {
      return host.ask(userDecider, listOf(caller, user), 'deleteConversationGroups', { names }, caller);
    },

    async renameConversationGroup(caller, { user, name, newName }) {
      return host.ask(userDecider, listOf(caller, user), 'renameConversationGroup', { name, newName }, caller);
    },

    async changeConversationGroup(caller, { user, name, changes }) {
      const stream = listOf(caller, user);
      let id = 0;
      const results = await forThose(
        caller,
        user,
        changes,
        ({ into }) => into,
        async (good) => {
          const answer = await host.ask(
            userDecider,
            stream,
            'changeConversationGroup',
            { name, changes: good },
            caller,
          );
          id = answer.id;
          return answer.results;
        },
      );
      return { id, results };
    },
  };

  /** Groups that he has left hold none of the places: whether there were any. */
  async function unpinGone(caller: Caller, user: string, stream: string): Promise<boolean> {
    const pinned = await host.ask(userDecider, stream, 'pinned', {}, caller);
    const problems = await Promise.all(pinned.map((one) => problemOf(caller.app, user, one)));
    const conversations = pinned.filter((_, i) => problems[i] !== undefined);
    await host.ask(userDecider, stream, 'pin', { conversations, pinned: false }, caller);
    return conversations.length > 0;
  }

  /** Why the messages of a conversation could not be cleared. Where there are none for him to see, they are cleared. */
  async function cleared(caller: Caller, user: string, conversation: ConversationId): Promise<Problem | undefined> {
    if ((await problemOf(caller.app, user, conversation)) !== undefined) return undefined;
    const { peer, group } = partiesOf(conversation);
    const place = group !== undefined ? { group } : ({ users: [user, peer] } as const);
    try {
      await clearHistory(caller, { place, user });
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return { code: error.code, problem: error.message };
      throw error;
    }
  }
}

interface Problem {
  readonly code: number;
  readonly problem: string;
}

const DONE: Problem = { code: 0, problem: '' };

function asItems(conversations: readonly ConversationId[]): readonly { readonly conversation: ConversationId }[] {
  return conversations.map((conversation) => ({ conversation }));
}

/** What can be the name of no conversation, whoever is there or was. */
function idProblem(conversation: ConversationId): Problem | undefined {
  const { peer, group } = partiesOf(conversation);
  if (group !== undefined) return isGroupId(group) ? undefined : { code: 51007, problem: 'the GroupId is not one' };
  return isPeerId(peer) ? undefined : { code: 50001, problem: 'the UserID is not one' };
}

/** @throws Refused 51006. */
function checkCount(list: readonly unknown[]): void {
  if (list.length === 0 || list.length > MAX_CONVERSATIONS) {
    throw new Refused(51006, `1 to ${MAX_CONVERSATIONS} conversations per call`);
  }
}

/** @throws Refused 50002. */
function checkMarking({ set, clear, custom = '' }: Marking): void {
  const isMark = (bit: number) => Number.isInteger(bit) && bit >= 0 && bit <= LAST_MARK;
  if (![...set, ...clear].every(isMark)) throw new Refused(50002, `marks are bits from 0 to ${LAST_MARK}`);
  if (Buffer.byteLength(custom) > MAX_CUSTOM_BYTES) {
    throw new Refused(50002, `custom data of a conversation has at most ${MAX_CUSTOM_BYTES} bytes`);
  }
}
