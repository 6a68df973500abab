import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Checks } from '../check.ts';
import { codeOf } from '../check.ts';
import type { SdkProfile } from '../sdk-relations.ts';
import type { SdkMessage } from '../sdk-types.ts';

interface Found<Item> {
  readonly totalCount: number;
  readonly cursor: string;
  readonly searchResultList: readonly Item[];
}
interface MessageItem {
  readonly conversationID: string;
  readonly messageCount: number;
  readonly messageList: readonly SdkMessage[];
}

/** Asks until the index has what was just written: it follows within a second. */
async function eventually<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 20; tries++) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    // The client itself allows 20 searches in 5 seconds.
    await pause(300);
  }
  throw new Error('what was written is not found');
}

const textsOf = ({ messageList }: MessageItem) => messageList.map(({ payload }) => payload.text);

export const search: Checks = {
  async D1(world) {
    const [reader, one, other] = [await world.client(), await world.client(), await world.client()];
    for (const words of ['雁书一封', '雁书两封']) await one.say(reader, words);
    await other.say(reader, '雁书三封');
    const ask = async (options: object) =>
      (await reader.call('searchCloudMessages', options)) as { data: Found<MessageItem> };
    const all = await eventually(
      () => ask({ keywordList: ['雁书'] }),
      ({ data }) => data.searchResultList.reduce((sum, { messageCount }) => sum + messageCount, 0) === 3,
    );
    const itemOf = (id: string) =>
      all.data.searchResultList.find(({ conversationID }) => conversationID === `C2C${id}`);
    assert.equal(all.data.totalCount, 2, 'conversations');
    assert.equal(itemOf(one.userID)?.messageCount, 2);
    assert.deepEqual(itemOf(one.userID)?.messageList, [], 'several hits: only their number');
    assert.deepEqual(
      itemOf(other.userID)?.messageList.map(({ payload }) => payload.text),
      ['雁书三封'],
      'one hit: the message',
    );

    const conversationID = `C2C${one.userID}`;
    const within = await ask({ keywordList: ['一封', '两封'], conversationID });
    assert.deepEqual(within.data.searchResultList.map(textsOf), [['雁书一封', '雁书两封']]);
    const both = await ask({ keywordList: ['雁书', '两封'], keywordListMatchType: 'and', conversationID });
    assert.deepEqual(both.data.searchResultList.map(textsOf), [['雁书两封']]);
    const first = await ask({ keywordList: ['雁书'], conversationID, count: 1 });
    assert.deepEqual([first.data.totalCount, first.data.searchResultList.map(textsOf)], [2, [['雁书两封']]]);
    const second = await ask({ keywordList: ['雁书'], conversationID, count: 1, cursor: first.data.cursor });
    assert.deepEqual([second.data.totalCount, second.data.searchResultList.map(textsOf)], [2, [['雁书一封']]]);
    assert.equal(second.data.cursor, '');
    const others = await ask({ keywordList: ['雁书'], senderUserIDList: [other.userID] });
    assert.equal(others.data.totalCount, 1);
    const types = await ask({ messageTypeList: ['TIMTextElem'], timePeriod: 3600, conversationID });
    assert.equal(types.data.totalCount, 2);
    assert.notEqual(await codeOf(ask({ keywordList: ['1', '2', '3', '4', '5', '6'] })), 0, 'five keywords at most');

    const groupID = `search-${reader.userID}`;
    await world.server.rest('group_open_http_svc/create_group', {
      GroupId: groupID,
      Type: 'Public',
      Name: 'search',
      Owner_Account: one.userID,
      MemberList: [{ Member_Account: reader.userID }],
    });
    for (const [Random, Text] of ['群里的雁书', '群里的另一封雁书'].entries()) {
      const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];
      const body = { GroupId: groupID, From_Account: one.userID, Random, MsgBody };
      await world.server.rest('group_open_http_svc/send_group_msg', body);
    }
    const inGroup = await eventually(
      () => ask({ keywordList: ['雁书'], conversationID: `GROUP${groupID}` }),
      ({ data }) => data.totalCount === 2,
    );
    assert.deepEqual(inGroup.data.searchResultList.map(textsOf), [['群里的雁书', '群里的另一封雁书']]);
    assert.equal(inGroup.data.searchResultList[0]?.messageList[0]?.conversationID, `GROUP${groupID}`);
  },
  async D2(world) {
    const reader = await world.client();
    const UserID = `found-${reader.userID}`;
    await world.server.rest('im_open_login_svc/account_import', { UserID, Nick: `飞雁${reader.userID}` });
    const ask = async (keywordList: readonly string[], more: object = {}) =>
      ((await reader.call('searchCloudUsers', { keywordList, ...more })) as { data: Found<SdkProfile> }).data;
    const byName = await eventually(
      () => ask([`雁${reader.userID}`]),
      ({ totalCount }) => totalCount === 1,
    );
    assert.deepEqual(
      byName.searchResultList.map(({ userID, nick }) => [userID, nick]),
      [[UserID, `飞雁${reader.userID}`]],
    );
    assert.equal((await ask([UserID])).totalCount, 1, 'by id');
    const ProfileItem = [
      { Tag: 'Tag_Profile_IM_Gender', Value: 'Gender_Type_Female' },
      { Tag: 'Tag_Profile_IM_BirthDay', Value: 19_900_517 },
    ];
    await world.server.rest('profile/portrait_set', { From_Account: UserID, ProfileItem });
    const said = (more: object) => ask([UserID], more);
    const [found] = (
      await eventually(
        () => said({ gender: 'Gender_Type_Female', miniBirthday: 19_900_101 }),
        ({ totalCount }) => totalCount === 1,
      )
    ).searchResultList;
    assert.equal(found?.birthday, 19_900_517);
    assert.equal((await said({ gender: 'Gender_Type_Male' })).totalCount, 0);
    assert.equal(
      (await ask([UserID.slice(0, -1)])).searchResultList.some(({ userID }) => userID === UserID),
      false,
    );
  },
  async D3(world) {
    const reader = await world.client();
    const groupID = `hidden-${reader.userID}`;
    for (const [GroupId, Type] of [
      [`open-${reader.userID}`, 'Public'],
      [groupID, 'Private'],
    ]) {
      const Name = `归雁${reader.userID}`;
      await world.server.rest('group_open_http_svc/create_group', {
        GroupId,
        Type,
        Name,
        Owner_Account: world.alice.userID,
      });
    }
    const ask = async () =>
      (
        (await reader.call('searchCloudGroups', { keywordList: [`归雁${reader.userID}`] })) as {
          data: Found<{ groupID: string; name: string; ownerID: string; memberCount: number }>;
        }
      ).data;
    const found = await eventually(ask, ({ totalCount }) => totalCount > 0);
    assert.equal(found.totalCount, 1, 'a private group is found by its members only');
    const [group] = found.searchResultList;
    assert.deepEqual(
      [group?.groupID, group?.name, group?.ownerID, group?.memberCount],
      [`open-${reader.userID}`, `归雁${reader.userID}`, world.alice.userID, 1],
    );
    const MemberList = [{ Member_Account: reader.userID }];
    await world.server.rest('group_open_http_svc/add_group_member', { GroupId: groupID, MemberList });
    await eventually(ask, ({ totalCount }) => totalCount === 2);
  },
  async D4(world) {
    const [reader, other] = [await world.client(), await world.client()];
    const groupID = `members-${reader.userID}`;
    const MemberList = [{ Member_Account: other.userID }];
    await world.server.rest('group_open_http_svc/create_group', {
      GroupId: groupID,
      Type: 'Public',
      Name: 'members',
      Owner_Account: reader.userID,
      MemberList,
    });
    await world.server.rest('group_open_http_svc/modify_group_member_info', {
      GroupId: groupID,
      Member_Account: other.userID,
      NameCard: '领头雁',
    });
    interface Item {
      readonly groupInfo: { readonly groupID: string };
      readonly memberList: readonly { readonly userID: string; readonly nameCard: string }[];
    }
    const ask = async (options: object) =>
      ((await reader.call('searchCloudGroupMembers', options)) as { data: Found<Item> }).data;
    const found = await eventually(
      () => ask({ keywordList: ['头雁'], groupIDList: [groupID] }),
      ({ totalCount }) => totalCount === 1,
    );
    assert.deepEqual(
      found.searchResultList.map(({ groupInfo, memberList }) => [
        groupInfo.groupID,
        memberList.map(({ userID, nameCard }) => [userID, nameCard]),
      ]),
      [[groupID, [[other.userID, '领头雁']]]],
    );
    const elsewhere = (await other.call('searchCloudGroupMembers', { keywordList: ['头雁'] })) as { data: Found<Item> };
    assert.equal(elsewhere.data.totalCount, 1, 'a member finds himself');
    const stranger = await world.client();
    const none = (await stranger.call('searchCloudGroupMembers', { keywordList: ['头雁'] })) as { data: Found<Item> };
    assert.equal(none.data.totalCount, 0, 'only own groups');
  },
};
