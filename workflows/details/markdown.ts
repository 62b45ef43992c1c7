import { workText } from '../../messages/work-texts.ts';
import type { Cause, TemporalUiDetails } from '../../contracts/temporal/activities.ts';

/** Text of people and vendors as text: what Markdown would take for its own is escaped. */
export const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]()<>#+!|~-]/gu, (mark) => `\\${mark}`).replace(/\s+/gu, ' ');

/** `**title** · \`Code\``; a code this version does not know stands alone. */
export function titled(code: string, shown: TemporalUiDetails | null): string {
  const definition = workText(code, shown?.called);
  return definition === null ? `\`${code}\`` : `**${definition.title}** · \`${code}\``;
}

/**
 * What was found, where something was, and what to do first.
 */
export function causeLines({ code, text }: Cause, shown: TemporalUiDetails | null): readonly string[] {
  const advice = workText(code, shown?.called)?.advice ?? null;
  // Where nothing was found, a failure says its title, without the terms of an integration.
  const found = text === null || text === workText(code)?.title ? [] : [plain(text)];
  return advice === null ? found : [...found, `**First:** ${advice}`];
}

/** One page of details: whose it is, what there is to say, and where the console shows it. */
export function page(shown: TemporalUiDetails | null, ...lines: readonly (string | null)[]): string {
  const heading = shown === null ? null : `**${plain(shown.label)}**`;
  const link = shown?.link == null ? null : `[Open it in Seatwise](${shown.link})`;
  return [heading, ...lines, link].filter((line) => line !== null).join('\n\n');
}
