/** What a person reads on the command line when a node refuses or fails. */
import { expect, test } from 'vitest';
import { NodeClient } from '../../../gateway/cli/node-client.js';

test('an error of the node is told with what to do next', () => {
  const client = new NodeClient('http://127.0.0.1:1', 'token');
  const errors = [
    { message: 'It is busy.', extensions: { code: 'GRAPH_BUSY', next: 'Ask again.' } },
    { message: 'No.' },
  ];
  expect(client.failure({ errors }, 503).message).toBe('It is busy. Ask again.; No.');
});
