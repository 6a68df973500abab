import t from 'tap';
import { UnkeptRate } from '../../actors/group/rate.ts';

const admitted = (rate: UnkeptRate, count: number, ...of: Parameters<UnkeptRate['admits']>) =>
  Array.from({ length: count }, () => rate.admits(...of)).filter(Boolean).length;

t.test('40 messages of a second pass that no event tells of, each group and second by itself #249', async (t) => {
  const rate = new UnkeptRate();
  t.equal(admitted(rate, 100, 'room', 7, 'Normal'), 40);
  t.equal(admitted(rate, 100, 'other', 7, 'Low'), 40);
  t.equal(admitted(rate, 100, 'room', 8, 'Lowest'), 40);
});

t.test('a second full of others still has room for 40 of priority High', async (t) => {
  const rate = new UnkeptRate();
  t.equal(admitted(rate, 100, 'room', 7, 'Low'), 40);
  t.equal(admitted(rate, 100, 'room', 7, 'High'), 40);
  t.notOk(rate.admits('room', 7, 'Low'));
});

t.test('gifts survive a flood, likes are dropped first #580', async (t) => {
  const rate = new UnkeptRate();
  t.equal(admitted(rate, 30, 'room', 7, 'Normal'), 30);
  t.equal(admitted(rate, 100, 'room', 7, 'Low'), 10, 'what texts have left');
  t.equal(admitted(rate, 100, 'room', 7, 'Lowest'), 0);
  t.equal(admitted(rate, 100, 'room', 7, 'Normal'), 10);
  t.equal(admitted(rate, 100, 'room', 7, 'High'), 40);
  t.equal(admitted(rate, 100, 'room', 7, 'Normal'), 0);
});
