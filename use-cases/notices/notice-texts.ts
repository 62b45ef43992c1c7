import { isErrorCode } from '../../contracts/errors.ts';
import { message } from '../../messages/message.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { StoredMessage } from '../../messages/stored.ts';

/** Returns what a notice says, for the API and for webhooks; a code that this version does not know is its own title. */
export function noticeTexts(
  { code, detail: stored }: { readonly code: string; readonly detail: unknown },
  render: Renderer,
) {
  const found = StoredMessage.parse(stored);
  const title = isErrorCode(code) ? render(message(`error.${code}`)) : code;
  const detail = render(found);
  return {
    code,
    title,
    detail,
    advice: isErrorCode(code) ? render(message(`error.${code}.advice`)) : '',
    message: render(message('requests.problem', { title, detail })),
    params: found.params,
  };
}
