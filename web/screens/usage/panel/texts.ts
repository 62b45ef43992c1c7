import { consoleUsagePanel } from '../../../../messages/generated/console-usage-panel.ts';
import { type Texts, useTexts } from '../../../components/texts.ts';

export type PanelText = Texts<typeof consoleUsagePanel.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const usePanelTexts = (integrationId?: string): PanelText =>
  useTexts(consoleUsagePanel, integrationId);

const roles = ['target', 'counts', 'other-purpose', 'duplicate'] as const;

/** Of a line; as it is recorded where only another version knows it. */
export function roleWords(role: string, text: PanelText): string {
  const known = roles.find((one) => one === role);
  return known === undefined ? role : text(`console-usage-panel.role.${known}`);
}
