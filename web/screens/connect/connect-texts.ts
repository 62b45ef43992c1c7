import texts from '../../../locales/en/console-connect.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { connect } from '../../../messages/subjects/console/connect.ts';

export const connectTexts = subject(connect, texts);
