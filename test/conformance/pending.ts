/** Why rows have no check yet: the feature that is to come. Keys are ids, or prefixes for all the rest of a family. */
export const pending: Readonly<Record<string, string>> = {
  E5: 'room engines: no public interface sends such data',
  X2: 'no rule of the product lets an invitation wait for the invited user',
  X6: 'pass-through services',
  X7: 'pass-through services',
  P13: 'word list',
  W2: 'never sent: msg_push carries everything',
  W4: 'configuration changes at run time',
  W5: 'configuration changes at run time',
  W6: 'overload push',
  W7: 'session takeover push',
};

export function reasonOf(id: string): string | undefined {
  return pending[id] ?? pending[id.replace(/\d+$/, '')];
}
