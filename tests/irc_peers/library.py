"""Speaks IRC through the library `irc`: prints each event as a line, sends each line that is typed.

Usage: library.py <port> <nick>
"""

import queue
import sys
import threading

import irc.client

typed = queue.Queue()


def read():
    for line in sys.stdin:
        typed.put(line.rstrip("\n"))


def show(_, event):
    """`pubmsg rita #table ['hello']`"""
    source = getattr(event.source, "nick", event.source)
    print(event.type, source, event.target, event.arguments, sep="\t", flush=True)


def do(connection, line):
    verb, _, rest = line.partition(" ")
    words = rest.split(" ", 2)
    match verb:
        case "join":
            connection.join(rest)
        case "say":
            connection.privmsg(*rest.split(" ", 1))
        case "act":
            connection.action(*rest.split(" ", 1))
        case "topic":
            connection.topic(*rest.split(" ", 1))
        case "mode":
            connection.mode(*rest.split(" ", 1))
        case "kick":
            connection.kick(*words)
        case "nick":
            connection.nick(rest)
        case "quit":
            connection.quit(rest)


reactor = irc.client.Reactor()
reactor.add_global_handler("all_events", show)
connection = reactor.server().connect("127.0.0.1", int(sys.argv[1]), sys.argv[2])
threading.Thread(target=read, daemon=True).start()
while connection.is_connected():
    reactor.process_once(0.02)
    while not typed.empty():
        do(connection, typed.get())
