import t from 'tap';
import type { Outcome } from './given.ts';
import { type Attempt, attempts, type Column, columns } from './group-attempts.ts';
import { people, type Standing } from './group-stories.ts';

const everybody: readonly Standing[] = ['appAdmin', 'owner', 'admin', 'member', 'stranger'];

/** The letters of the table. */
const who: Readonly<Record<string, readonly Standing[]>> = {
  '-': [],
  r: ['appAdmin'],
  o: ['appAdmin', 'owner'],
  a: ['appAdmin', 'owner', 'admin'],
  m: ['appAdmin', 'owner', 'admin', 'member'],
  e: everybody,
  // Things that only members do, of whom an administrator of the app is none.
  p: ['owner', 'admin', 'member'],
  s: ['admin', 'member'],
  l: ['member'],
};

/**
 * Who may do what: product.md §2.15 and §2.21–2.24 written out a second time, by hand. A Work group has no admins: those who
 * would be are members. `bits`: a community where permission groups decide and nobody holds a bit.
 */
const table = `
                        Work  Public  Meeting  AVChatRoom  Community  bits
rename                  m     a       a        a           a          o
introduce               m     a       a        a           a          o
notify                  m     a       a        a           a          o
changeFace              m     a       a        a           a          o
changeCustomFields      o     a       a        a           a          o
changeJoinOption        o     a       a        a           a          o
changeInviteOption      o     a       a        a           a          o
changeMaxMembers        o     a       a        a           a          o
changeNameAndOption     o     a       a        a           a          o
muteAll                 r     a       a        a           a          o
dissolve                r     o       o        o           o          o
transfer                o     o       o        -           o          o
appoint                 -     o       o        o           o          o
dismiss                 -     o       o        o           o          o
join                    m     e       e        e           e          e
quit                    p     s       s        l           s          s
invite                  m     a       a        -           m          m
approve                 o     a       a        a           a          o
refuse                  o     a       a        a           a          o
kickMember              o     a       a        r           a          o
kickAdmin               o     o       o        r           o          o
kickOwner               r     r       r        r           r          r
kickAndBan              o     a       a        r           a          o
removeViewer            o     a       a        a           a          o
removeAdminViewer       o     o       o        o           o          o
muteMember              r     a       a        o           a          o
muteAdmin               r     o       o        o           o          o
muteOwner               r     r       r        r           r          r
unmuteMember            r     a       a        o           a          o
ban                     r     r       r        a           r          o
banAdmin                r     r       r        o           r          o
banOwner                r     r       r        r           r          r
unban                   r     r       r        a           r          o
ownNameCard             m     m       m        -           m          m
ownCustomFields         m     m       m        -           m          m
ownReceiveOption        m     m       m        -           m          m
nameCardOfMember        o     a       a        -           a          o
nameCardOfAdmin         o     o       o        -           o          o
nameCardOfOwner         o     o       o        -           o          o
customFieldsOfMember    o     a       a        -           a          o
receiveOptionOfMember   r     r       r        -           r          r
seeMembers              m     m       m        m           m          m
mark                    r     r       r        a           r          r
send                    m     m       m        m           m          o
sendWhileAllAreMuted    o     a       a        a           a          o
sendOnlineOnly          m     m       m        -           m          o
sendToSome              m     m       m        -           -          -
mention                 m     m       m        -           m          o
mentionAll              m     m       m        -           m          o
read                    p     p       p        -           p          p
setAttributes           m     m       m        m           m          m
replaceAttributes       m     m       m        m           m          m
deleteAttributes        m     m       m        m           m          m
clearAttributes         m     m       m        m           m          m
setCounters             m     m       m        m           -          -
increaseCounters        m     m       m        m           -          -
decreaseCounters        m     m       m        m           -          -
deleteCounters          m     m       m        m           -          -
pin                     m     a       a        -           a          a
unpin                   m     a       a        -           a          a
createTopic             -     -       -        -           a          o
deleteTopic             -     -       -        -           a          o
lookAtTopic             -     -       -        -           m          m
sendToTopic             -     -       -        -           m          o
mentionAllInTopic       -     -       -        -           m          o
changeTopic             -     -       -        -           a          o
muteInTopic             -     -       -        -           a          o
pinInTopic              -     -       -        -           a          o
createPermissionGroup   -     -       -        -           -          o
changePermissionGroup   -     -       -        -           -          o
deletePermissionGroup   -     -       -        -           -          o
addPermissionMember     -     -       -        -           -          o
removePermissionMember  -     -       -        -           -          o
addTopicMask            -     -       -        -           -          o
removeTopicMask         -     -       -        -           -          o
`;

const [head = '', ...lines] = table.trim().split('\n');
const may = new Map(
  lines.map((line) => {
    const [name = '', ...letters] = line.split(/ +/);
    return [name, letters.map((letter) => who[letter])] as const;
  }),
);

type Code = (column: Column, standing: Standing) => number;
const withoutTopics: Code = (column) => (column === 'Community' || column === 'bits' ? 10007 : 110003);

/** What a refusal says, where it is not "not permitted" (error-codes.md §10). */
const codes: Readonly<Partial<Record<Attempt, Code>>> = {
  quit: (column, standing) => (standing === 'owner' && column !== 'AVChatRoom' ? 10009 : 10007),
  // Admins are exempt from the silence, but where bits decide they may not write all the same.
  sendWhileAllAreMuted: (_, standing) => (standing === 'stranger' || standing === 'admin' ? 10007 : 10017),
  sendOnlineOnly: (column, standing) => (column === 'AVChatRoom' && standing !== 'stranger' ? 10004 : 10007),
  deleteTopic: withoutTopics,
  lookAtTopic: withoutTopics,
  sendToTopic: withoutTopics,
  mentionAllInTopic: withoutTopics,
  changeTopic: withoutTopics,
  muteInTopic: withoutTopics,
  pinInTopic: withoutTopics,
};

const codeOf = (outcome: Outcome): number => ('code' in outcome ? outcome.code : 0);

t.test('the table has a cell for every attempt and every column', async (t) => {
  t.strictSame(head.trim().split(/ +/), columns);
  t.strictSame([...may.keys()], Object.keys(attempts));
  for (const [name, cells] of may) t.ok(cells.length === columns.length && !cells.includes(undefined), name);
});

for (const [index, column] of columns.entries()) {
  t.test(`who may do what: ${column} #438 #439 #463 #464 #500 #501 #504 #512 #527 #529 #533`, async (t) => {
    for (const [name, attempt] of Object.entries(attempts) as [Attempt, (typeof attempts)[Attempt]][]) {
      for (const standing of everybody) {
        const as = standing === 'admin' && column === 'Work' ? 'member' : standing;
        const allowed = may.get(name)?.[index]?.includes(as) ?? false;
        const code = allowed ? 0 : (codes[name]?.(column, as) ?? 10007);
        t.equal(codeOf(attempt(column, people[standing])), code, `${standing}: ${name}`);
      }
    }
  });
}
