"""Jinja for pages of hundreds of values: what is known when a template is compiled is not looked up on every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import flask.templating
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer


class _Settled(NodeTransformer):
    """Puts results in the place of calls whose function and arguments are settled."""

    def __init__(self, functions: Mapping[str, Callable[..., str]]) -> None:
        self._functions = functions

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's name)
        """The result, or the call."""
        self.generic_visit(call)
        arguments = [*call.args, *(each.value for each in call.kwargs)]
        if (
            isinstance(call.node, nodes.Name)
            and call.node.name in self._functions
            and all(isinstance(each, nodes.Const) for each in arguments)
            and call.dyn_args is call.dyn_kwargs is None
        ):
            positional = [each.as_const() for each in call.args]
            named = {each.key: each.value.as_const() for each in call.kwargs}
            return nodes.Const(self._functions[call.node.name](*positional, **named), lineno=call.lineno)
        return call

    def visit_Block(self, block: nodes.Block) -> nodes.Node:  # noqa: N802  (Jinja's name)
        """The block, whose pieces are put together in a list: to be handed on one by one takes longer."""
        self.generic_visit(block)
        block.body = _together(block.body)
        return block

    def visit_Template(self, template: nodes.Template) -> nodes.Node:  # noqa: N802  (Jinja's name)
        """The template, put together likewise if it has nothing that others use."""
        self.generic_visit(template)
        if all(isinstance(each, nodes.Output | nodes.Block | nodes.For | nodes.If) for each in template.body):
            template.body = _together(template.body)
        return template


def _together(body: list[nodes.Node]) -> list[nodes.Node]:
    return [nodes.FilterBlock(body, nodes.Filter(None, "safe", [], [], None, None))]


class _Code(CodeGenerator):
    """The Python that a template becomes."""

    environment: Environment

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  (Jinja's name)
        """Write the module."""
        super().visit_Template(_Settled(self.environment.settled).visit(node), frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  (Jinja's name)
        """Write `thing.attribute`. Jinja would try keys, too, and take a misspelt name for nothing."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  (Jinja's name)
        """Write `function(…)`. Jinja would ask each function whether it wants the context: here none does."""
        self.visit(node.node, frame)
        self.write("(*()")
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class Environment(flask.templating.Environment):
    """Flask's environment, in which a page is made in little more than half the time. Its globals must be there before
    a template is loaded."""

    code_generator_class = _Code

    settled: Mapping[str, Callable[..., str]] = {}
    """Name → function that always gives the same for the same arguments."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template, copied: Jinja's ChainMap is looked through in Python for each page."""
        return {**self.globals, **(d or {})}
