/** Paths of files on this server: `/files/<app>/<id>/<right>/<name>`. The name is for people: nobody reads it here. */
export interface FilePath {
  readonly app: number;
  readonly id: string;
  readonly right: string;
}

const PATH = /\/files\/(\d{1,10})\/([0-9a-f]{32})\/([\w-]{1,64})(?:\/[^/]*)?$/;
const UPLOAD = /\/files\/upload\/([\w.-]+)$/;

/** Shorter side in pixels of the two smaller versions of an image (product.md §2.7). */
export const sides = { large: 720, thumb: 198 } as const;
export type Side = (typeof sides)[keyof typeof sides];

export function downloadPath({ app, id, right }: FilePath, name: string): string {
  return `/files/${app}/${id}/${right}/${encodeURIComponent(name)}`;
}

export function uploadPath(token: string): string {
  return `/files/upload/${token}`;
}

/** What a path names; undefined when it is none of a file. */
export function readPath(path: string): FilePath | undefined {
  const [, app, id = '', right = ''] = PATH.exec(path) ?? [];
  return app === undefined ? undefined : { app: Number(app), id, right };
}

/** The token of an upload path. */
export function readUploadPath(path: string): string | undefined {
  return UPLOAD.exec(path)?.[1];
}

/** What the URL in a message names; undefined when it is no URL of a file. */
export function readUrl(url: string): FilePath | undefined {
  return URL.canParse(url) ? readPath(new URL(url).pathname) : undefined;
}

/** The smaller version of an image in the words of the clients, who make such URLs themselves (wire-core.md §5.4). */
export function sized(url: string, side: Side): string {
  return `${url}?imageView2/3/w/${side}/h/${side}`;
}

/** The side that a query asks for; anything it says besides is passed over. */
export function sideOf(query: string): Side | undefined {
  const [, wanted] = /imageView2\/\d\/w\/(\d{1,5})\//.exec(query) ?? [];
  return Object.values(sides).find((side) => side === Number(wanted));
}
