import pino from 'pino';
import { loggerOptions, type LogSettings } from './log-format.ts';

function lineIn(LOG_FORMAT: LogSettings['LOG_FORMAT']): Record<string, unknown> {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  pino(loggerOptions({ LOG_LEVEL: 'info', LOG_FORMAT }, 'api'), pino.multistream([{ stream }])).warn('here');
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('log lines', () => {
  it("have pino's numbers by default", () => {
    expect(lineIn('numbers')).toEqual({ level: 40, time: expect.any(Number), process: 'api', msg: 'here' });
  });

  it('name level and time where the setting asks for text', () => {
    const { level, time } = lineIn('text');
    expect(level).toBe('warn');
    expect(new Date(String(time)).toISOString()).toBe(time);
  });
});
