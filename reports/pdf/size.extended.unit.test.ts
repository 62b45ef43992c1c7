import { change, reportOf } from './document.fixture.ts';
import { pdfOf } from './write.ts';

it('writes 5,000 rows off the event loop, within the memory of its thread', async () => {
  let longestPause = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestPause = Math.max(longestPause, now - last);
    last = now;
  }, 10);
  const began = performance.now();
  const rows = Array.from({ length: 5_000 }, (_, nth) => change(`Customer ${nth}`, String(nth), '40'));
  const file = await pdfOf(reportOf(rows), 'A4');
  const took = performance.now() - began;
  clearInterval(timer);
  expect(file.length).toBeLessThan(8_000_000);
  // A third of what a busy machine of two processors needs.
  expect(took).toBeLessThan(60_000);
  expect(longestPause).toBeLessThan(took / 4);
});
