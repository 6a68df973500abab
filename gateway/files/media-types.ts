/** Types that a browser may show in place; everything else is downloaded. No SVG: it holds scripts. */
const shown: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  avif: 'image/avif',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  amr: 'audio/amr',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  weba: 'audio/webm',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

/** Other names of the same types. */
const aliases: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/x-ms-bmp': 'image/bmp',
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
};

const inline: ReadonlySet<string> = new Set(Object.values(shown));

/** What a browser would run, or look into for something to run, if it were served under its own type. */
const active = /html|xml|svg|script|css|multipart|message|flash|wasm|manifest/;

export const BINARY = 'application/octet-stream';

/** The type to keep of an upload: as it was given, else by the ending of its name. Parameters are dropped. */
export function typeOf(given: string, name: string): string {
  const type = given.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^[a-z]+\/[\w.+-]{1,80}$/.test(type) && type !== BINARY) return aliases[type] ?? type;
  return shown[endingOf(name)] ?? BINARY;
}

/** How a file of a stored type is served: under which type, and whether in place. */
export function servedAs(type: string): { readonly type: string; readonly inline: boolean } {
  return { type: active.test(type) ? BINARY : type, inline: inline.has(type) };
}

/** `Content-Disposition` with a name in any language (RFC 6266). */
export function dispositionOf({ type, name }: { readonly type: string; readonly name: string }): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${servedAs(type).inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded}`;
}

export function endingOf(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The last part of a name that a client gives, without what no name should hold; at most 100 characters, ending kept. */
export function cleanName(name: string): string {
  // Through UTF-8: half a character has no place in a URL.
  const last = Buffer.from(name.split(/[/\\]/).at(-1) ?? '').toString();
  const characters = [...last.replace(/[\u0000-\u001f\u007f"<>|:*?\u202a-\u202e\u2066-\u2069]/g, '').trim()];
  if (characters.length <= 100) return characters.join('') || 'file';
  const ending = endingOf(last);
  return characters.slice(0, 90).join('') + (ending === '' ? '' : `.${ending}`);
}
