// What tests judge by: Jest's own expect and mocks, fake timers, and chai.
'use strict';
const { expect } = require('expect');
const { ModuleMocker } = require('jest-mock');
const timers = require('@sinonjs/fake-timers');
const chai = require('chai');

module.exports = { expect, mocker: new ModuleMocker(globalThis), timers, chai };
