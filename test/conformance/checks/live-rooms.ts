import assert from 'node:assert/strict';
import { WireClient } from '../../websdk/wire-client.ts';
import type { Checks } from '../check.ts';
import { createGroup, say } from '../group-talk.ts';
import type { OfficialClient } from '../official-client.ts';
import type { World } from '../world.ts';

/** A live room with its owner in it. */
async function liveRoom(world: World): Promise<{ readonly owner: OfficialClient; readonly room: string }> {
  const owner = await world.client();
  const room = await createGroup(owner, 'AVChatRoom');
  await owner.chat.joinGroup({ groupID: room });
  return { owner, room };
}

/** The key that somebody without a login gets: room engines hand such keys to clients. */
async function keyOf({ server }: World, room: string): Promise<string> {
  const visitor = await WireClient.open(server.wsUrl);
  try {
    const answer = await visitor.ask('group_open_http_noauth_svc.apply_join_group', { GroupId: room, WebPushFlag: 1 });
    return String(answer.LongPollingKey);
  } finally {
    visitor.close();
  }
}

function polls(client: OfficialClient): readonly (number | undefined)[] {
  const services = ['group_open_long_polling_http_svc', 'group_open_long_polling_http_noauth_svc'];
  return services.flatMap((service) => client.traffic.answers.get(`${service}.get_msg`) ?? []);
}

export const liveRooms: Checks = {
  async P11(world) {
    const { owner, room } = await liveRoom(world);
    const visitor = await world.client(world.newName(), { login: false });
    await visitor.chat.joinGroup({ groupID: room });
    await say(owner, room, 'to visitors');
    await visitor.hear('to visitors');
    assert.ok(polls(visitor).every((code) => code === 0));
  },
  async X13(world) {
    const { owner, room } = await liveRoom(world);
    const viewer = await world.client();
    const longPollingKey = await keyOf(world, room);
    await viewer.chat.callExperimentalAPI('startMessageLongPolling', { groupID: room, longPollingKey });
    await say(owner, room, 'by polling');
    await viewer.hear('by polling');
    assert.deepEqual(viewer.traffic.answers.get('group_open_http_svc.get_huge_group_msg'), [0]);
    assert.ok(polls(viewer).every((code) => code === 0));
  },
  async X14(world) {
    const { owner, room } = await liveRoom(world);
    const viewer = await world.client();
    const longPollingKey = await keyOf(world, room);
    await viewer.chat.callExperimentalAPI('startMessageLongPolling', { groupID: room, longPollingKey });
    await say(owner, room, 'one');
    await viewer.hear('one');
    const asked = () => viewer.traffic.sent.filter((command) => command.endsWith('.get_msg')).length;
    await viewer.until(() => asked() > polls(viewer).length, 'a poll that waits');
    await viewer.chat.callExperimentalAPI('stopMessageLongPolling', { groupID: room });
    await say(owner, room, 'two');
    // The poll that waited brings it; nobody listens any more.
    await viewer.until(() => asked() === polls(viewer).length, 'its answer');
    await owner.say(viewer, 'it was said');
    await viewer.hear('it was said');
    assert.equal(viewer.events.filter(({ data }) => JSON.stringify(data ?? null).includes('"two"')).length, 0);
  },
};
