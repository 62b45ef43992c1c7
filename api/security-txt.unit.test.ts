import express from 'express';
import request from 'supertest';
import { contact } from '../config/value-shapes.ts';
import { securityTxt, securityTxtPath } from './security-txt.ts';

const ask = (securityContact: string | null, publicUrl = 'https://seats.example.test') =>
  request(express().get(securityTxtPath, securityTxt({ securityContact, publicUrl }))).get(securityTxtPath);

it('names the contact, an end within a year, and its own address', async () => {
  const { status, text, headers } = await ask('mailto:security@example.test');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  const fields = new Map(text.trimEnd().split('\n').map((line) => line.split(/: (.*)/u, 2) as [string, string])); // prettier-ignore
  expect(fields.get('Contact')).toBe('mailto:security@example.test');
  expect(fields.get('Canonical')).toBe('https://seats.example.test/.well-known/security.txt');
  const days = (Date.parse(fields.get('Expires')!) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(30);
  expect(days).toBeLessThan(365);
});

it('says in plain words that there is no contact', async () => {
  const { status, text } = await ask(null);
  expect([status, text]).toEqual([
    404,
    expect.stringMatching(/^No security contact is published here\. .+\n$/u),
  ]);
});

it.each([
  ['mailto:security@example.test', true],
  ['https://example.test/report', true],
  ['security@example.test', false],
  ['http://example.test/report', false],
  ['mailto:a@example.test\nContact: mailto:b@example.test', false],
])('takes %j as a contact: %s', (value, accepted) => {
  expect(contact.safeParse(value).success).toBe(accepted);
});
