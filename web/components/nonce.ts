import { setNonce } from 'get-nonce';

/** Nonce of this answer's policy; libraries that insert styles need it. Imported before anything renders. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

setNonce(nonce);
