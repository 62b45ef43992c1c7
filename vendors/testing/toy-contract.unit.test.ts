import { rendered } from '../../test/texts/rendered.ts';
import { describeVendorContract } from '../contract-suite.ts';
import { toyVendor } from './toy-vendor.ts';

const scenario = {
  token: 'toy-token-1',
  accounts: [
    {
      id: 'acme',
      name: 'Acme Toys',
      members: [
        { id: 'a', name: 'Ann', status: 'here' },
        { id: 'b', name: 'Bob', status: 'gone' },
        { id: 'c', name: 'Cleo', status: 'on the moon' },
      ],
    },
    { id: 'blocks', name: 'Building Blocks', members: [] },
  ],
};
const set = (token: string) => ({ 'toy-token': { host: 'toys.example.test', token } });

describeVendorContract('the toy vendor', () =>
  Promise.resolve({
    client: () =>
      toyVendor(scenario).open({
        outbound: {
          request: () => Promise.reject(new Error('toys call nobody')),
          close: () => Promise.resolve(),
        },
        budget: { take: () => Promise.resolve(), busy: () => Promise.resolve() },
        settings: { suffixes: null },
        onCall: () => undefined,
      }),
    credentials: set(scenario.token),
    rejected: set('another-token'),
    listedWith: 'toy-token',
    truth: () =>
      Promise.resolve({
        accounts: scenario.accounts.map(({ id, name, members }) => ({
          foreignId: id,
          name,
          users: members.map((member) => ({
            id: member.id,
            status: member.status,
            holdsSeat: member.status !== 'gone',
          })),
        })),
      }),
    render: rendered,
    calls: () => Promise.resolve({ all: 0, notReads: 0 }),
    secrets: [scenario.token, 'another-token'],
    close: () => Promise.resolve(),
  }),
);
