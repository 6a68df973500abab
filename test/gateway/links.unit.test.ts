import t from 'tap';
import type { Connection } from '../../gateway/connection.ts';
import { Links } from '../../gateway/links.ts';

function link(links: Links, kind: 'web' | 'native') {
  const connection = { heard: false, pings: 0, dropped: false };
  const faked = Object.assign(connection, {
    ping: () => void connection.pings++,
    drop() {
      connection.dropped = true;
      links.closed(faked as unknown as Connection);
    },
  });
  links.opened(faked as unknown as Connection, kind);
  return faked;
}

const pass = (links: Links, seconds: number) => {
  for (let i = 0; i < seconds; i++) links.second();
};

t.test('a silent link is lost after 400 s for native clients, 60 s for web pages #58 #60', async (t) => {
  const links = new Links({ web: 60, native: 400 });
  const [page, phone] = [link(links, 'web'), link(links, 'native')];
  pass(links, 60);
  t.same([page.dropped, phone.dropped], [false, false]);
  pass(links, 1);
  t.same([page.dropped, phone.dropped], [true, false]);
  pass(links, 339);
  t.equal(phone.dropped, false);
  pass(links, 1);
  t.equal(phone.dropped, true);
  t.same([page.pings, phone.pings], [2, 3], 'asked before: every 30 s, every 120 s');
});

t.test('whatever is heard keeps a link, and no screen is needed for that #57 #64', async (t) => {
  const links = new Links({ web: 60, native: 400 });
  const phone = link(links, 'native');
  for (let beat = 0; beat < 20; beat++) {
    pass(links, 399);
    phone.heard = true;
  }
  t.equal(phone.dropped, false);
});

t.test('how long a link may be silent depends on who has logged in on it', async (t) => {
  const links = new Links({ web: 60, native: 400 });
  const [one, other] = [link(links, 'web'), link(links, 'native')];
  links.carries(one as unknown as Connection, 'iPhone');
  links.carries(other as unknown as Connection, 'MiniProgram');
  pass(links, 61);
  t.same([one.dropped, other.dropped], [false, true]);
  links.closed(one as unknown as Connection);
  pass(links, 1000);
  t.equal(one.dropped, false, 'closed otherwise: nothing is done to it');
});
