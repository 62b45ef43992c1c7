export { plainIssue } from '../../domain/plain-issue.ts';
