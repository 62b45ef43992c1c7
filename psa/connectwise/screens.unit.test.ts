import { screensAt } from './screens.ts';

const path = '/v4_6_release/services/system_io/router/openrecord.rails?locale=en_US';

it.each([
  ['api-na.myconnectwise.net', 'na.myconnectwise.net'],
  ['https://eu.myconnectwise.net/v4_6_release', 'eu.myconnectwise.net'],
  ['api-staging.connectwisedev.com', 'staging.connectwisedev.com'],
  ['psa.harbor-lane.example', 'psa.harbor-lane.example'],
  ['api-psa.harbor-lane.example', 'api-psa.harbor-lane.example'],
])('of the site %s the screens are at %s', (site, host) => {
  const screens = screensAt(site)!;
  expect(screens.company('250')).toBe(`https://${host}${path}&recordType=CompanyFV&recid=250`);
  expect(screens.agreement('412')).toBe(`https://${host}${path}&recordType=AgreementFV&recid=412`);
});

it.each(['', 'user:secret@na.myconnectwise.net', 'localhost', 'na.myconnectwise.net:8443'])(
  'there are none at %j',
  (site) => {
    expect(screensAt(site)).toBeNull();
  },
);

it('what is no id of a record has no screen', () => {
  expect(screensAt('api-na.myconnectwise.net')!.company('250&recordType=x')).toBeNull();
});
