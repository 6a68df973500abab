import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page is no TypeScript, so a build leaves it where it is: next to this file, or in the source tree beside `dist/`. */
const folders = ['./page/', '../../../gateway/demo/page/'].map((path) => new URL(path, import.meta.url));

const names = [
  'index.html',
  'pane.html',
  'style.css',
  'pane.css',
  'shell.js',
  'pane.js',
  'chat.js',
  'composer.js',
  'conversations.js',
  'dom.js',
  'elements.js',
  'thread.js',
  'typing.js',
  'words.js',
  'icon.svg',
] as const;

/** The files of the page by name: a fixed list, so that no path of a request ever reaches the disk. Read once. */
export function readPage(): ReadonlyMap<string, PageFile> {
  const folder = folders.find((url) => existsSync(url));
  if (folder === undefined) return new Map();
  return new Map(names.map((name) => [name, readFile(fileURLToPath(new URL(name, folder)))]));
}

/**
 * The official SDK as its owner publishes it, from the packages installed beside this server; undefined when it is not
 * there. It is not ours to redistribute: `npm install @tencentcloud/chat` brings it.
 */
export function readSdk(): PageFile | undefined {
  try {
    return readFile(createRequire(import.meta.url).resolve('@tencentcloud/chat'));
  } catch {
    return undefined;
  }
}

function readFile(path: string): PageFile {
  return { type: types[extname(path)] ?? 'application/octet-stream', content: readFileSync(path) };
}
