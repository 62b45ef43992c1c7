import type { Browser } from 'playwright-core';

/** A page of the documentation loads several. */
const mostBytes = 60_000;

/** A screenshot as WebP of at most 60 kB, at the best quality that fits; the browser at hand makes it. */
export async function smallPicture(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const source = `data:image/png;base64,${png.toString('base64')}`;
    for (let quality = 0.9; quality > 0.3; quality -= 0.1) {
      const picture = await page.evaluate<string>(encode(source, quality));
      const bytes = Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64');
      if (bytes.length <= mostBytes) return bytes;
    }
  } finally {
    await page.close();
  }
  throw new Error(`the picture does not fit into ${mostBytes} bytes`);
}

/** Runs in the page, whose types the tests do not have. */
const encode = (source: string, quality: number): string => `(async () => {
  const image = new Image();
  image.src = ${JSON.stringify(source)};
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', ${quality.toFixed(1)});
})()`;
