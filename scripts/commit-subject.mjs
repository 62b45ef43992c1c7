import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const most = 72;
/** Written by git itself. */
const byGit = /^(?:Merge |Revert |fixup! |squash! |amend! )/u;
/** Sentences that begin with these state something; a subject is an order. */
const noVerbs = new Set(
  `a an the this that these those it its who what which when where why how no not every each some all any both one two
  three four other after before more less only also now there new`.split(/\s+/u),
);
const looksInflected = /(?:[^s]s|ed|ing)$/u;
const verbs = new Set(
  'embed feed need seed shed speed bleed exceed proceed succeed bring string ring focus bias alias'.split(
    ' ',
  ),
);

/** What is wrong with the subject of a commit, in a sentence; null: nothing. */
export function subjectFault(subject) {
  if (byGit.test(subject)) return null;
  const length = [...subject].length;
  if (length > most) return `It has ${length} characters; at most ${most} are read easily in a list.`;
  if (subject.endsWith('.')) return 'It ends with a period.';
  const [first = '', ...others] = subject.split(/\s+/u);
  if (others.length === 0) return 'It has one word.';
  if (!/^[A-Z]/u.test(first)) return 'It does not begin with a capital letter.';
  const word = first.toLowerCase();
  if (!/^[a-z-]+$/u.test(word) || noVerbs.has(word) || (looksInflected.test(word) && !verbs.has(word)))
    return `"${first}" is not a verb in the imperative, as in "Skip proof wait for changes approved earlier".`;
  return null;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [subject = ''] = readFileSync(process.argv[2], 'utf8').split('\n');
  const fault = subjectFault(subject);
  if (fault !== null) {
    console.error(`The subject of this commit: ${fault}\n  ${subject}`);
    process.exit(1);
  }
}
