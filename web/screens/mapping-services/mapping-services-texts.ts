import texts from '../../../locales/en/console-mapping-services.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { mappingServices } from '../../../messages/subjects/console/mapping-services.ts';
import type { Texts } from '../../components/texts.ts';

export const serviceTexts = subject(mappingServices, texts);

export type ServiceTexts = Texts<typeof serviceTexts.declared>;
