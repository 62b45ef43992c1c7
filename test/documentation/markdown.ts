import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const projectFolder = join(__dirname, '..', '..');

/** Text of a file of the project, by its path from the project's folder. */
export const readText = (path: string): string => readFileSync(join(projectFolder, path), 'utf8');

/** Rows of all tables as they are written, without head and rule. */
export function tableRows(markdown: string): readonly string[] {
  const lines = markdown.split('\n');
  return lines.filter((line, index) => line.startsWith('|') && !isHead(lines, index) && !isRule(line));
}

const isRule = (line: string): boolean => /^\|[\s|:-]+\|$/u.test(line);

const isHead = (lines: readonly string[], index: number): boolean => isRule(lines[index + 1] ?? '');

/** The part below a heading, up to the next heading of the same or a higher level. */
export function section(markdown: string, heading: string): string {
  const lines = markdown.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`There is no heading "${heading}"`);
  const level = /^#+/u.exec(heading)?.[0].length ?? 1;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => new RegExp(`^#{1,${level}} `, 'u').test(line));
  return rest.slice(0, end < 0 ? undefined : end).join('\n');
}

/** Names written as code, `like this`. */
export const codeNames = (markdown: string): ReadonlySet<string> =>
  new Set([...markdown.matchAll(/`([^`\n]+)`/gu)].map((match) => match[1] ?? ''));

/** Markdown files below a folder, by their paths from the project's folder. */
export function markdownFiles(folder: string): readonly string[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(projectFolder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Anchors of a file's headings, as Markdown readers make them. */
export const anchorsOf = (path: string): ReadonlySet<string> =>
  new Set(
    [...readText(path).matchAll(/^#+ (.+)$/gmu)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/gu, '-'),
    ),
  );
