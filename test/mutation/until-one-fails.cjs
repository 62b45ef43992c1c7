const { TestEnvironment } = require('jest-environment-node');

/** A planted fault is found by the first test that fails: the others are passed over, and no difference is written out. */
module.exports = class extends TestEnvironment {
  hasFailed = false;

  handleTestEvent(event) {
    if (event.name === 'test_fn_failure') this.hasFailed = true;
    if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
  }
};
