import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'docs/decisions';

const introduction = `# Decisions

Each record says what was decided, why, what was rejected, and what it costs; its head, which tests or lint rules enforce it.

\`npm run docs\` generates this page from the titles of the records.`;

/** Returns docs/decisions/README.md. */
export function decisionsIndex(): string {
  const files = readdirSync(folder)
    .filter((file) => /^\d{4}-.+\.md$/u.test(file))
    .sort();
  const entries = files.map((file) => {
    const [, number, title] = /^# (\d+)\. (.+)$/mu.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    if (number === undefined || title === undefined) throw new Error(`${file} has no title "# 1. …"`);
    return `${number}. [${title}](${file})`;
  });
  return `${introduction}\n\n${entries.join('\n')}\n`;
}
