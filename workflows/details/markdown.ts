import type { Cause, TemporalUiDetails } from '../../contracts/temporal/activities.ts';
import { type TemporalTexts, temporalTexts } from '../../messages/temporal-texts.ts';
import { workText } from '../../messages/workflow-texts.ts';

/** Null: nothing is known of whose it is. */
export type Shown = TemporalUiDetails | null;

/** The texts in the terms of what is shown. */
export const textsFor = (shown: Shown): TemporalTexts => temporalTexts(shown?.terms ?? null);

/** Text of people and vendors as text: what Markdown would take for its own is escaped. */
export const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]()<>#+!|~-]/gu, (mark) => `\\${mark}`).replace(/\s+/gu, ' ');

/** `**title** · \`Code\``; a code this version does not know stands alone. */
export function titled(code: string, shown: Shown): string {
  const words = workText(code, shown?.terms);
  return words === null ? `\`${code}\`` : textsFor(shown)('temporal.titled', { title: words.title, code });
}

/** What was found, where something was, and what to do first. */
export function causeLines({ code, text }: Cause, shown: Shown): readonly string[] {
  const advice = workText(code, shown?.terms)?.advice ?? null;
  // Where nothing was found, a failure says its title, without the terms of an integration.
  const found = text === null || text === workText(code)?.title ? [] : [plain(text)];
  return advice === null ? found : [...found, textsFor(shown)('temporal.first', { advice })];
}

/** One page of details: whose it is, what there is to say, and where the console shows it. */
export function page(shown: Shown, ...lines: readonly (string | null)[]): string {
  const heading = shown === null ? null : `**${plain(shown.label)}**`;
  const link = shown?.link == null ? null : textsFor(shown)('temporal.open', { link: shown.link });
  return [heading, ...lines, link].filter((line) => line !== null).join('\n\n');
}
