import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * How much there is of what, for people to look at: `npm run check` prints it, and nothing fails by it.
 * Lines are those of tracked source files, blank ones and comments included.
 */
const root = join(import.meta.dirname, '..');
const longFunction = 60;
const manyParameters = 5;

const categories = [
  ['tools', /^(tools|scripts|sandbox)\//u],
  ['tests', /\.test\.tsx?$|\.fixture\.ts$|^test\/|\/testing\//u],
  ['console', /^web\//u],
  ['service', /./u],
];

const tracked = (...patterns) =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');

/** Functions with a body, by their parameters and lines. */
function functionsOf(path, text) {
  const found = { long: 0, many: 0 };
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      if (node.parameters.length >= manyParameters) found.many += 1;
      if (lineAt(node.end) - lineAt(node.pos) > longFunction) found.long += 1;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function size() {
  const lines = Object.fromEntries(categories.map(([name]) => [name, { files: 0, lines: 0 }]));
  const product = { ignored: 0, long: 0, many: 0 };
  for (const path of tracked('*.ts', '*.tsx', '*.mjs', '*.css')) {
    let text;
    try {
      text = readFileSync(join(root, path), 'utf8');
    } catch {
      // Deleted, and not committed yet.
      continue;
    }
    const [category] = categories.find(([, pattern]) => pattern.test(path));
    lines[category].files += 1;
    lines[category].lines += text.split('\n').length - 1;
    product.ignored += text.split('prettier-ignore').length - 1;
    if ((category === 'console' || category === 'service') && /\.tsx?$/u.test(path)) {
      const { long, many } = functionsOf(path, text);
      product.long += long;
      product.many += many;
    }
  }
  const words = tracked('*.md', ':!docs/errors.md', ':!docs/reference', ':!docs/decisions/README.md').reduce(
    (sum, path) => {
      try {
        return sum + readFileSync(join(root, path), 'utf8').split(/\s+/u).filter(Boolean).length;
      } catch {
        return sum;
      }
    },
    0,
  );
  return { lines, words, product };
}

if (process.argv[1] === import.meta.filename) {
  const { lines, words, product } = size();
  const told = Object.entries(lines)
    .reverse()
    .map(([name, of]) => `${name} ${of.lines.toLocaleString('en-US')} lines in ${of.files} files`);
  console.log(
    `size: ${told.join(', ')}; documents ${words.toLocaleString('en-US')} words without generated pages`,
  );
  console.log(
    `      ${product.ignored} × prettier-ignore; in service and console ${product.long} functions over ${longFunction} lines, ` +
      `${product.many} with ${manyParameters} or more parameters`,
  );
}
