/** A DNS name of two labels or more, in lower case; no address. */
export const isHostName = (text: string): boolean =>
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/u.test(text);

/** An https address by name, on port 443: what the outbound client may call. */
export const isReceiver = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    url.hash === '' &&
    isHostName(url.hostname)
  );
};
