import { consoleRuns } from '../../messages/generated/console-runs.ts';
import { formatDay } from './format.ts';
import { currentLocale, speakOneOf } from './locale.ts';
import { monthName } from './month.ts';
import { textsOf } from './texts.ts';

afterEach(() => {
  document.documentElement.lang = 'en';
});

it('writes texts and dates in the first language of the reader that there is', async () => {
  await speakOneOf(['fr', 'en-GB', 'en']);
  expect(currentLocale()).toBe('en-GB');
  expect(textsOf(consoleRuns, null)('console-runs.state.canceled')).toBe('Cancelled');
  expect(textsOf(consoleRuns, null)('console-runs.state.failed')).toBe('Failed');
  expect(formatDay('2027-06-01', new Date('2026-12-01'))).toBe('1 Jun 2027');
  expect(monthName('2026-12')).toBe('December 2026');
});

it('stays in English for a reader of none', async () => {
  await speakOneOf(['fr']);
  expect(textsOf(consoleRuns, null)('console-runs.state.canceled')).toBe('Canceled');
});
