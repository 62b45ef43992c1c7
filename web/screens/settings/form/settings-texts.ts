import type { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import type { Texts } from '../../../components/texts.ts';

export type SettingsTexts = Texts<typeof consoleSettings.declared>;
