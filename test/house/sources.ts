import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The rooms of the house (architecture.md §1). */
export const rooms = ['actors', 'events', 'projections', 'gateway', 'infra', 'test'] as const;
export type Room = (typeof rooms)[number];

export interface Source {
  readonly room: Room;
  /** Path from the project's folder, with slashes. */
  readonly path: string;
  /** The text without its comments. */
  readonly code: string;
}

/** Every TypeScript and JavaScript file of the rooms. */
export function sources(): readonly Source[] {
  return rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[mc]?[jt]s$/.test(name))
      .map((name) => {
        const path = `${room}/${name.replaceAll('\\', '/')}`;
        return { room, path, code: withoutComments(readFileSync(join(root, path), 'utf8')) };
      }),
  );
}

/** A text, or a comment: whichever begins first, so that a `//` inside a text is no comment. */
const textOrComment = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

export function withoutComments(code: string): string {
  return code.replace(textOrComment, (_, text: string | undefined) => text ?? ' ');
}

// Statements begin a line or follow a semicolon: `'import'` as a word in a text is none.
const statement = /(?<=^\s*|;\s*)(?:import|export)\s(?:[\w\s{},*$]|"[^"]*"\s+as)*?\bfrom\s*(['"])([^'"]+)\1/gm;
const sideEffect = /(?<=^\s*|;\s*)import\s*(['"])([^'"]+)\1/gm;
const call = /(?<![.\w$])(?:import|require)\s*\(\s*(['"])([^'"]+)\1/g;
// The word before tells a call from a method that is named `import`.
const computed = /(?<=[=(:?&|>[]\s*|\b(?:await|return|void)\s+)(?:import|require)\s*\(\s*(?!['"\s)])()/g;

/** What a file imports: static, type-only, re-exported and dynamic imports; `undefined` for a name computed at run time. */
export function importsOf(code: string): readonly (string | undefined)[] {
  return [statement, sideEffect, call, computed].flatMap((form) => [...code.matchAll(form)].map((match) => match[2]));
}
