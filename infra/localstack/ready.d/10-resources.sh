#!/bin/sh
# Runs inside LocalStack once it is ready: the same file as on AWS, with the shorter waits of the local stage.
set -eu
awslocal cloudformation deploy \
  --stack-name xulang-resources \
  --template-file /opt/xulang/resources.yaml \
  --no-fail-on-empty-changeset \
  --parameter-overrides Stage=local \
    ContentVisibilitySeconds=5 ContentReceives=20 DispatchVisibilitySeconds=5 DispatchReceives=60
