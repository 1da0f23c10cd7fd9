import {request} from 'node:http';

/**
Hear when the sandbox behind `controlUrl` ends: one open connection that carries nothing, so that waiting costs nothing and the end is known at once.

`onGone` is called once, unless `stop` was called before. The watch does not keep the process alive.

@returns stop
*/
export function watchOwner(controlUrl: string, onGone: () => void): () => void {
	let isOver = false;
	const end = (): void => {
		if (!isOver) {
			isOver = true;
			onGone();
		}
	};

	const watching = request(`${controlUrl}/watch`, {agent: false}, response => {
		response.resume();
		response.once('close', end);
	});
	watching.once('socket', socket => socket.unref());
	// Refused, reset or closed: whichever comes first says the same.
	watching.once('error', end);
	watching.once('close', end);
	watching.end();

	return () => {
		isOver = true;
		watching.destroy();
	};
}
