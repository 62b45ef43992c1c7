import texts from '../../../locales/en/console-settings.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import type { Texts } from '../../components/texts.ts';
import { settings } from '../../../messages/subjects/console/settings.ts';

export const settingsTexts = subject(settings, texts);

export type SettingsTexts = Texts<typeof settingsTexts.declared>;
