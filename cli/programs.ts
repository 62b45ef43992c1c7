import { z } from 'zod';
import { touredKinds } from '../embedded/tour/kinds.ts';
import { message } from '../messages/message.ts';
import type { SeatwiseProgram } from './command.ts';

const tourOptions = z.object({ psa: z.string().optional() });

/** The commands that take over the process; in the help they are first. */
export const programs: readonly SeatwiseProgram[] = [
  {
    name: 'start',
    summary: message('cli.start'),
    explanation: message('cli.start.more'),
    options: [],
    start: async () => {
      await import('../embedded/main.ts');
      return 0;
    },
  },
  {
    name: 'tour',
    summary: message('cli.tour'),
    explanation: message('cli.tour.more'),
    options: [
      { flags: '--psa <kind>', help: message('cli.tour.psa', { names: touredKinds, first: touredKinds[0] }) },
    ],
    start: async (options) => (await import('../embedded/tour/main.ts')).tour(tourOptions.parse(options).psa),
  },
];
