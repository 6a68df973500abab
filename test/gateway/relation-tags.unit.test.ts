import t from 'tap';
import { customFieldsOf, friendChangeOf } from '../../gateway/relations/fields.ts';
import { fieldOfTag } from '../../gateway/relations/tags.ts';

/** What every object has without having said so. */
const inherited = Object.getOwnPropertyNames(Object.prototype);

t.test('a tag that is called as something every object has is no tag', async (t) => {
  for (const name of inherited) {
    for (const Value of ['text', 7, ['a', 'b']]) {
      t.match(friendChangeOf('bob', [{ Tag: name, Value }]), { peer: 'bob', problem: /cannot be changed/ }, name);
    }
    t.equal(fieldOfTag(`Tag_Profile_IM_${name}`), name);
  }
});

t.test('a custom field of such a name is one like others, for the command to refuse', async (t) => {
  for (const name of inherited) {
    const tags = [{ Tag: `Tag_SNS_Custom_${name}`, Value: 'x' }];
    const change = friendChangeOf('bob', tags);
    t.same('custom' in change && Object.entries(change.custom ?? {}), [[name, 'x']]);
    t.same(Object.entries(customFieldsOf(tags) ?? {}), [[name, 'x']]);
  }
});
