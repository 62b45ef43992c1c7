import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from '../../components/router.tsx';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import type { InstanceInfo } from '../../api/instance.ts';
import type { SessionInfo } from '../../api/session.ts';
import { problem, serve, Served } from '../../context/served.fixture.tsx';
import { StepUpDialog } from '../../app/shell/step-up-dialog.tsx';
import { InstanceQuestions } from './instance-question.tsx';

const id = '0a000000-0000-4000-8000-0000000000aa';
const next = '0a000000-0000-4000-8000-0000000000bb';
const credentialId = '0a000000-0000-4000-8000-0000000000cc';
const at = '2026-11-24T02:04:00.000Z';

type Question = InstanceInfo['questions'][number];
const copy: Question = {
  side: 'psa',
  code: 'AddressChanged',
  credentialId,
  isWorking: false,
  askedAt: at,
  kept: { id: 'harborlane', address: 'psa.example.test' },
  found: { id: 'harborlane', address: 'staging.example.test' },
  answers: ['moved', 'another'],
};
const otherParent: Question = {
  ...copy,
  side: 'vendor',
  code: 'OtherInstance',
  isWorking: true,
  kept: { id: null, address: 'api-1.seats.test' },
  found: { id: null, address: 'api-2.seats.test' },
  answers: ['another'],
};
const nothing: InstanceInfo = {
  psa: null, vendor: null, questions: [], move: null, predecessorId: null, successorId: null,
}; // prettier-ignore

const Address = () => <p data-testid="address">{useLocation().pathname}</p>;

function asked(info: Partial<InstanceInfo>, role?: SessionInfo['role']) {
  let confirmed = false;
  const sent = serve({
    [`GET /integrations/${id}/instance`]: () => [200, { ...nothing, ...info }],
    [`POST /integrations/${id}/instance`]: () =>
      confirmed
        ? [200, { phase: 'active', integrationId: info.questions?.[0]?.side === 'vendor' ? next : id }]
        : problem(403, 'StepUpRequired', 'Confirm your password'),
    'POST /session/step-up': () => {
      confirmed = true;
      return [204, null];
    },
  });
  render(
    <Served {...(role === undefined ? {} : { role })}>
      <InstanceQuestions integrationId={id} />
      <StepUpDialog />
      <Address />
    </Served>,
  );
  return sent;
}

const card = (name: string) => screen.findByRole('region', { name });
const facts = (of: HTMLElement) =>
  within(of)
    .getAllByRole('definition')
    .map(({ textContent }) => textContent);

async function answers(verb: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: `${verb}…` }));
  const dialog = within(screen.getByRole('alertdialog', { name: `${verb}?` }));
  await userEvent.click(dialog.getByRole('button', { name: verb }));
  await userEvent.type(await screen.findByLabelText('Password for dana@harbor-lane.test'), 'a password');
  await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog', { hidden: true })).toBeNull());
}

describe('credentials that answer at another address', () => {
  it('are shown next to what the integration belongs to, with what each answer does', async () => {
    asked({ questions: [copy] });
    const shown = await card('Bills responds at another address');
    expect(facts(shown).slice(0, 2)).toEqual([
      'harborlane at psa.example.test',
      'harborlane at staging.example.test',
    ]);
    expect(
      within(shown).getByText(/^Is it still the same instance\? The new credential is not used until/u),
    ).toBeTruthy();
    expect(
      within(shown)
        .getAllByRole('button')
        .map(({ textContent }) => textContent),
    ).toEqual(['It has moved…', 'It is another instance…']);
    expect(facts(shown)[2]).toContain('every mapped customer, its contract, and its lines under the same ID');
    expect(facts(shown)[3]).toMatch(/^Waiting changes are canceled, and this integration is disconnected/u);
  });

  it('are answered once the password was given again, by the same request', async () => {
    const sent = asked({ questions: [copy] });
    await answers('It has moved');
    expect(sent.map(({ call }) => call)).toEqual([
      `POST /integrations/${id}/instance`,
      'POST /session/step-up',
      `POST /integrations/${id}/instance`,
    ]);
    expect(sent[0]!.body).toEqual({ credentialId, askedAt: at, answer: 'moved' });
    expect(sent[2]).toEqual(sent[0]);
    expect(screen.getByTestId('address').textContent).toBe('/');
  });

  it('are answered by an administrator only', async () => {
    asked({ questions: [copy] }, 'approver');
    for (const button of within(await card('Bills responds at another address')).getAllByRole('button'))
      expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('credentials of another instance', () => {
  it('cannot have moved, and lead to the integration that takes this one’s place', async () => {
    const sent = asked({ questions: [otherParent] });
    const shown = await card('Another Seats instance');
    expect(within(shown).getByText(/^The credential in use responds this way/u)).toBeTruthy();
    expect(within(shown).queryByRole('button', { name: 'It has moved…' })).toBeNull();
    await answers('It is another instance');
    expect(sent.at(-1)?.body).toEqual({ credentialId, askedAt: at, answer: 'another' });
    expect(screen.getByTestId('address').textContent).toBe(`/integrations/${next}`);
  });
});

describe('a move that is not proven', () => {
  const move = { since: at, resumesWriteBack: true, credentialId, differences: null };
  const title = 'The move of Bills is not verified yet';

  it('waits for a complete sync, and asks nothing before it', async () => {
    asked({ move });
    expect(within(await card(title)).getByText(/off until the next complete sync/u)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('lists what the last one lacked, and takes another answer', async () => {
    const sent = asked({ move: { ...move, differences: ['customer Fernhill (12) was not found'] } });
    expect(within(await card(title)).getByRole('listitem').textContent).toBe(
      'customer Fernhill (12) was not found',
    );
    await answers('It has moved');
    expect(sent.at(-1)?.body).toEqual({ credentialId, askedAt: at, answer: 'moved' });
  });
});

describe('a question about an instance', () => {
  it('has no literal', async () => {
    inPseudoLocale();
    asked({ questions: [copy, otherParent] });
    await waitFor(() => expect(screen.getAllByRole('region')).toHaveLength(2));
    expect(literalsIn(screen.getAllByRole('region')[1]!, ['api-1.seats.test', 'api-2.seats.test'])).toEqual(
      [],
    );
    expect(literalsIn(screen.getAllByRole('region')[0]!)).toEqual([]);
  });
});
