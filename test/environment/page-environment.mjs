import './loaded-once.mjs';

export { default } from 'jest-environment-jsdom';
