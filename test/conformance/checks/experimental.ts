import assert from 'node:assert/strict';
import type { Check, Checks } from '../check.ts';

/** Keys that the client answers by itself once login and configuration were answered. */
const local =
  (key: string, value?: unknown): Check =>
  async ({ alice }) => {
    await alice.chat.callExperimentalAPI(key, value);
  };

export const experimental: Checks = {
  async X1(world) {
    const client = await world.client();
    await world.alice.chat.callExperimentalAPI('sendComboMessage', {
      From_Account: world.alice.userID,
      To_Account: client.userID,
      MsgRandom: 4711,
      MsgBody: [
        { MsgType: 'TIMTextElem', MsgContent: { Text: 'first' } },
        { MsgType: 'TIMFaceElem', MsgContent: { Index: 1, Data: 'second' } },
      ],
    });
    await client.hear('first');
  },
  async X3({ alice }) {
    const { data } = await alice.chat.callExperimentalAPI('isCommercialAbilityEnabled', 2 ** 9);
    assert.deepEqual(data, { enabled: true });
  },
  X4: local('isFeatureEnabledForStat'),
  X5: local('isIntl'),
  X8: local('getTimerID'),
  X9: local('getPollingTimerID'),
  X10: local('setApplicationID', 3),
  async X11({ alice }) {
    const { data } = await alice.chat.callExperimentalAPI('getServerConfig', 'evt_rpt_sdkappid_bl');
    assert.equal(JSON.stringify(data).includes('1400000001'), true);
  },
  X12: local('canIUseModule', 'group-module'),
  X15: local('disableMessagePullOnInvite'),
  X16: local('clearLocalMessage', 'C2Cnobody'),
  X17: local('setCustomLoginInfo', 'info'),
  X18: local('statTUIKeyFeatures', {}),
  async X20({ alice }) {
    assert.equal(await alice.chat.callExperimentalAPI('queryCommercialAbility'), '1'.repeat(64));
  },
};
