import t from 'tap';
import { missing, signaling, storing } from '../conformance/checks/signaling.ts';
import { TestServer } from '../conformance/server.ts';
import { World } from '../conformance/world.ts';

/** Invitations with the official client: the same checks as those of the conformance run, each a row of the catalog. */
const server = await TestServer.start();
const world = await World.open(server, 'chat');
t.teardown(async () => {
  await world.close();
  await server.stop();
});

const rows: readonly (readonly [title: string, check: string])[] = [
  ['invite one user: invitee gets id, inviter and data #582', 'N3'],
  ['invite in a group: events at invitees, and at nobody else #583', 'N5'],
  ['cancel: invitees get cancelled with data #584', 'N7'],
  ['accept: inviter, other invitees and other devices get it #585', 'N8'],
  ['reject: the same #586', 'N9'],
  ['timeout: an event on both sides #587', 'S5'],
  ['modify an invitation: invitees get the new data #588', 'N11'],
  ['all seven fields are decoded from the message #589', 'N10'],
];

for (const [title, id] of rows) {
  t.test(title, async (t) => {
    const entry = signaling[id];
    await t.resolves(Promise.resolve(typeof entry === 'function' ? entry(world) : Promise.reject(new Error(id))));
  });
}

t.test('an invitation is a stored custom message, when it is not for connected devices only #591', async (t) => {
  await t.resolves(storing(world));
});

t.test('open invitations are found after a login, one to one and in groups #592', async (t) => {
  await t.resolves(missing(world));
});
