import type { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import type { Texts } from '../../components/texts.ts';

export type ServiceTexts = Texts<typeof consoleMappingServices.declared>;
